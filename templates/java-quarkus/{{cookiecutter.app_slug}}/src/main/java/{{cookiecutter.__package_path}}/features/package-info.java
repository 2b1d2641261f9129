/** One package each: what is annotated there takes part in the next build, without an edit elsewhere. */
package {{ cookiecutter.__java_package }}.features;
