locals {
  prefix    = "${var.name}-${var.environment}"
  protected = var.environment == "prod"
}

resource "google_project_service" "needed" {
  for_each = toset([
    "artifactregistry.googleapis.com",
    "compute.googleapis.com",
    "run.googleapis.com",
<% if app.database %>
    "secretmanager.googleapis.com",
    "servicenetworking.googleapis.com",
    "sqladmin.googleapis.com",
<% endif %>
  ])

  service            = each.value
  disable_on_destroy = false
}

module "network" {
  source = "./modules/network"

  name   = local.prefix
  region = var.region
  cidr   = var.subnet_cidr

  depends_on = [google_project_service.needed]
}

module "registry" {
  source = "./modules/registry"

  name   = local.prefix
  region = var.region

  depends_on = [google_project_service.needed]
}
<% if app.database %>

module "database" {
  source = "./modules/database"

  name          = local.prefix
  database_name = "<[ app.database_name ]>"
  region        = var.region
  network_id    = module.network.network_id
  tier          = var.database_tier
  protected     = local.protected
}
<% endif %>

module "service" {
  source = "./modules/service"

  name           = local.prefix
  project        = var.project
  region         = var.region
  image          = "${module.registry.repository_url}/application:${var.image_tag}"
  container_port = <[ app.port ]>
  health_path    = "<[ app.health ]>"
  network_id     = module.network.network_id
  subnet_id      = module.network.subnet_id
  cpu            = var.cpu
  memory         = var.memory
  min_instances  = var.min_instances
  max_instances  = max(1, var.min_instances, var.max_instances)
  public         = var.public
  protected      = local.protected

  # Cloud Run itself sets PORT.
  environment = merge({
<% for line in app.settings('${module.database.address}', '5432', without=('PORT',)) %>
    <[ line ]>
<% endfor %>
  }, var.settings)
<% if app.database %>

  secrets = {
<% for line in app.secrets('module.database.user_secret', 'module.database.password_secret') %>
    <[ line ]>
<% endfor %>
  }
<% endif %>
}
