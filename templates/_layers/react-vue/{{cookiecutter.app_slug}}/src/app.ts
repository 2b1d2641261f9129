export const APP_NAME = "{{ cookiecutter.app_name.split() | join(' ') | replace('\\', '\\\\') | replace('"', '\\"') }}";
