<% if app.database %>
locals {
  user = "app"
}

resource "google_sql_database_instance" "this" {
  name                = var.name
  region              = var.region
  database_version    = "POSTGRES_17"
  deletion_protection = var.protected

  settings {
    edition                     = "ENTERPRISE"
    tier                        = var.tier
    availability_type           = var.protected ? "REGIONAL" : "ZONAL"
    disk_type                   = "PD_SSD"
    disk_autoresize             = true
    deletion_protection_enabled = var.protected

    ip_configuration {
      ipv4_enabled    = false
      private_network = var.network_id
      ssl_mode        = "ENCRYPTED_ONLY"
    }

    backup_configuration {
      enabled                        = true
      point_in_time_recovery_enabled = var.protected
    }
  }
}

resource "google_sql_database" "this" {
  name     = var.database_name
  instance = google_sql_database_instance.this.name
}

resource "random_password" "this" {
  length  = 32
  special = false
}

resource "google_sql_user" "this" {
  name     = local.user
  instance = google_sql_database_instance.this.name
  password = random_password.this.result
}

resource "google_secret_manager_secret" "this" {
  for_each = toset(["user", "password"])

  secret_id = "${var.name}-database-${each.value}"

  replication {
    auto {}
  }
}

resource "google_secret_manager_secret_version" "user" {
  secret      = google_secret_manager_secret.this["user"].id
  secret_data = google_sql_user.this.name
}

resource "google_secret_manager_secret_version" "password" {
  secret      = google_secret_manager_secret.this["password"].id
  secret_data = random_password.this.result
}
<% endif %>
