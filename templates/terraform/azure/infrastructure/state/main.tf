# Run once, by a person with rights to do so; its own state stays in this folder.
provider "azurerm" {
  subscription_id     = var.subscription_id
  storage_use_azuread = true

  features {}
}

resource "azurerm_resource_group" "state" {
  name     = "${var.name}-state"
  location = var.location
}

# Names of storage accounts are unique in all of Azure, and 24 characters long at most.
resource "azurerm_storage_account" "state" {
  name                            = "${substr(replace(var.name, "-", ""), 0, 14)}${substr(sha256(azurerm_resource_group.state.id), 0, 10)}"
  resource_group_name             = azurerm_resource_group.state.name
  location                        = var.location
  account_tier                    = "Standard"
  account_replication_type        = "ZRS"
  min_tls_version                 = "TLS1_2"
  shared_access_key_enabled       = false
  allow_nested_items_to_be_public = false

  blob_properties {
    versioning_enabled = true

    delete_retention_policy {
      days = 30
    }
  }
}

resource "azurerm_storage_container" "state" {
  name                  = "state"
  storage_account_id    = azurerm_storage_account.state.id
  container_access_type = "private"
}
