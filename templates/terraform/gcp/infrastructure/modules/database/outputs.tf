<% if app.database %>
output "address" {
  description = "Private address of the database."
  value       = google_sql_database_instance.this.private_ip_address
}

output "user_secret" {
  description = "Secret that holds the name of the user."
  value       = google_secret_manager_secret.this["user"].secret_id

  depends_on = [google_secret_manager_secret_version.user]
}

output "password_secret" {
  description = "Secret that holds the password."
  value       = google_secret_manager_secret.this["password"].secret_id

  depends_on = [google_secret_manager_secret_version.password]
}
<% endif %>
