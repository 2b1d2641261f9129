"""The infrastructure of an application as Terraform: rendered from templates, looked at, rehearsed on an emulator."""
