# The folder state/ makes the bucket. Its name and region are given to init:
#   terraform init -backend-config=bucket=NAME -backend-config=region=REGION
terraform {
  backend "s3" {
    key          = "<[ app.slug ]>/terraform.tfstate"
    encrypt      = true
    use_lockfile = true
  }
}
