output "network_id" {
  description = "The network."
  value       = azurerm_virtual_network.this.id
}

output "service_subnet_id" {
  description = "Subnet of the application."
  value       = azurerm_subnet.service.id
}
<% if app.database %>

output "database_subnet_id" {
  description = "Subnet of the database."
  value       = azurerm_subnet.database.id
}
<% endif %>
