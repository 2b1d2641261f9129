# What the application itself may do in Azure: pull its image, and nothing else.
resource "azurerm_user_assigned_identity" "application" {
  name                = "${var.name}-application"
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = var.tags
}

resource "azurerm_role_assignment" "pull" {
  scope                = var.registry_id
  role_definition_name = "AcrPull"
  principal_id         = azurerm_user_assigned_identity.application.principal_id
}

resource "azurerm_log_analytics_workspace" "this" {
  name                = var.name
  resource_group_name = var.resource_group_name
  location            = var.location
  sku                 = "PerGB2018"
  retention_in_days   = 30
  tags                = var.tags
}

resource "azurerm_container_app_environment" "this" {
  name                       = var.name
  resource_group_name        = var.resource_group_name
  location                   = var.location
  log_analytics_workspace_id = azurerm_log_analytics_workspace.this.id
  infrastructure_subnet_id   = var.subnet_id
  tags                       = var.tags

  workload_profile {
    name                  = "Consumption"
    workload_profile_type = "Consumption"
  }

  # Azure names the resource group that it makes for itself.
  lifecycle {
    ignore_changes = [infrastructure_resource_group_name]
  }
}

resource "azurerm_container_app" "this" {
  name                         = var.name
  resource_group_name          = var.resource_group_name
  container_app_environment_id = azurerm_container_app_environment.this.id
  revision_mode                = "Single"
  workload_profile_name        = "Consumption"
  tags                         = var.tags

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.application.id]
  }

  registry {
    server   = var.registry_server
    identity = azurerm_user_assigned_identity.application.id
  }

  ingress {
    external_enabled           = true
    target_port                = var.container_port
    transport                  = "auto"
    allow_insecure_connections = false

    traffic_weight {
      latest_revision = true
      percentage      = 100
    }
  }
<% if app.database %>

  dynamic "secret" {
    for_each = nonsensitive(toset(keys(var.secrets)))

    content {
      name  = lower(replace(secret.value, "_", "-"))
      value = var.secrets[secret.value]
    }
  }
<% endif %>

  template {
    min_replicas = var.min_replicas
    max_replicas = var.max_replicas

    container {
      name   = "application"
      image  = var.image
      cpu    = var.cpu
      memory = "${var.cpu * 2}Gi"

      dynamic "env" {
        for_each = var.environment

        content {
          name  = env.key
          value = env.value
        }
      }
<% if app.database %>

      dynamic "env" {
        for_each = nonsensitive(toset(keys(var.secrets)))

        content {
          name        = env.value
          secret_name = lower(replace(env.value, "_", "-"))
        }
      }
<% endif %>

      startup_probe {
        transport               = "HTTP"
        port                    = var.container_port
        path                    = var.health_path
        interval_seconds        = 5
        failure_count_threshold = 30
      }

      readiness_probe {
        transport        = "HTTP"
        port             = var.container_port
        path             = var.health_path
        interval_seconds = 15
        timeout          = 5
      }
    }

    http_scale_rule {
      name                = "requests"
      concurrent_requests = "50"
    }
  }

  depends_on = [azurerm_role_assignment.pull]
}
