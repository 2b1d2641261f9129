/** One package for each feature, found at start; a feature does not use another. */
package {{ cookiecutter.__java_package }}.features;
