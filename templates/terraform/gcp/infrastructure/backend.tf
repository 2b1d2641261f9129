# The folder state/ makes the bucket. Its name is given to init:
#   terraform init -backend-config=bucket=NAME
terraform {
  backend "gcs" {
    prefix = "<[ app.slug ]>"
  }
}
