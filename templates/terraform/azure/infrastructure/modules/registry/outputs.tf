output "registry_id" {
  description = "The registry."
  value       = azurerm_container_registry.this.id
}

output "login_server" {
  description = "Host name of the registry."
  value       = azurerm_container_registry.this.login_server
}
