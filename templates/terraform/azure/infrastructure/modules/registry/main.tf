# Names of registries are unique in all of Azure.
resource "azurerm_container_registry" "this" {
  name                = "${replace(var.name, "-", "")}${substr(sha256(var.resource_group_id), 0, 8)}"
  resource_group_name = var.resource_group_name
  location            = var.location
  sku                 = "Standard"
  admin_enabled       = false
  tags                = var.tags
}
