module example.org/{{ cookiecutter.app_slug }}

go 1.22
