locals {
  prefix = "${var.name}-${var.environment}"

  tags = {
    application = var.name
    environment = var.environment
    managed-by  = "terraform"
  }
}

resource "azurerm_resource_group" "this" {
  name     = local.prefix
  location = var.location
  tags     = local.tags
}

module "network" {
  source = "./modules/network"

  name                = local.prefix
  resource_group_name = azurerm_resource_group.this.name
  location            = var.location
  cidr                = var.vnet_cidr
  tags                = local.tags
}

module "registry" {
  source = "./modules/registry"

  name                = local.prefix
  resource_group_name = azurerm_resource_group.this.name
  resource_group_id   = azurerm_resource_group.this.id
  location            = var.location
  tags                = local.tags
}
<% if app.database %>

module "database" {
  source = "./modules/database"

  name                = local.prefix
  database_name       = "<[ app.database_name ]>"
  resource_group_name = azurerm_resource_group.this.name
  location            = var.location
  network_id          = module.network.network_id
  subnet_id           = module.network.database_subnet_id
  sku                 = var.database_sku
  storage_mb          = var.database_storage_mb
  backup_days         = var.environment == "prod" ? 14 : 7
  tags                = local.tags
}
<% endif %>

module "service" {
  source = "./modules/service"

  name                = local.prefix
  resource_group_name = azurerm_resource_group.this.name
  location            = var.location
  subnet_id           = module.network.service_subnet_id
  registry_id         = module.registry.registry_id
  registry_server     = module.registry.login_server
  image               = "${module.registry.login_server}/${var.name}:${var.image_tag}"
  container_port      = <[ app.port ]>
  health_path         = "<[ app.health ]>"
  cpu                 = var.cpu
  min_replicas        = var.min_replicas
  max_replicas        = max(1, var.min_replicas, var.max_replicas)
  tags                = local.tags

  environment = merge({
<% for line in app.settings('${module.database.address}', '5432') %>
    <[ line ]>
<% endfor %>
  }, var.settings)
<% if app.database %>

  secrets = {
<% for line in app.secrets('module.database.user', 'module.database.password') %>
    <[ line ]>
<% endfor %>
  }
<% endif %>
}
