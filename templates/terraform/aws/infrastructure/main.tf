locals {
  prefix    = "${var.name}-${var.environment}"
  protected = var.environment == "prod"
}

module "network" {
  source = "./modules/network"

  name                 = local.prefix
  cidr                 = var.vpc_cidr
  zones                = var.availability_zones
  nat_gateway_per_zone = var.nat_gateway_per_zone
}

module "registry" {
  source = "./modules/registry"

  name         = local.prefix
  force_delete = !local.protected
}
<% if app.database %>

module "database" {
  source = "./modules/database"

  name            = local.prefix
  database_name   = "<[ app.database_name ]>"
  vpc_id          = module.network.vpc_id
  subnet_ids      = module.network.private_subnet_ids
  instance_class  = var.database_instance_class
  storage_gb      = var.database_storage_gb
  multi_az        = local.protected
  protected       = local.protected
  client_group_id = module.service.task_security_group_id
  backup_days     = local.protected ? 14 : 1
}
<% endif %>

module "service" {
  source = "./modules/service"

  name               = local.prefix
  region             = var.region
  image              = "${module.registry.repository_url}:${var.image_tag}"
  repository_arn     = module.registry.repository_arn
  container_port     = <[ app.port ]>
  health_path        = "<[ app.health ]>"
  vpc_id             = module.network.vpc_id
  vpc_cidr           = var.vpc_cidr
  public_subnet_ids  = module.network.public_subnet_ids
  private_subnet_ids = module.network.private_subnet_ids
  certificate_arn    = var.certificate_arn
  cpu                = var.cpu
  memory             = var.memory
  min_tasks          = var.min_tasks
  max_tasks          = max(var.min_tasks, var.max_tasks)
  log_retention_days = var.log_retention_days
  protected          = local.protected

  environment = merge({
<% for line in app.settings('${module.database.address}', '${module.database.port}') %>
    <[ line ]>
<% endfor %>
  }, var.settings)
<% if app.database %>

  secret_arns = [module.database.secret_arn]
  secrets = {
<% for line in app.secrets('"${module.database.secret_arn}:username::"', '"${module.database.secret_arn}:password::"') %>
    <[ line ]>
<% endfor %>
  }
<% endif %>
}
