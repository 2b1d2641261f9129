<% if app.database %>
output "address" {
  description = "Host name of the database, in the network."
  value       = azurerm_postgresql_flexible_server.this.fqdn
}

output "user" {
  description = "Name of its user."
  value       = azurerm_postgresql_flexible_server.this.administrator_login
}

output "password" {
  description = "Password of its user."
  value       = random_password.this.result
  sensitive   = true
}
<% endif %>
