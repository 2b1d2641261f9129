# The folder state/ makes the storage account. Its name is given to init:
#   terraform init -backend-config=storage_account_name=NAME
terraform {
  backend "azurerm" {
    resource_group_name = "<[ app.short ]>-state"
    container_name      = "state"
    key                 = "<[ app.slug ]>.tfstate"
    use_azuread_auth    = true
  }
}
