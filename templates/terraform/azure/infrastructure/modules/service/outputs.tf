output "url" {
  description = "Where the application answers."
  value       = "https://${azurerm_container_app.this.ingress[0].fqdn}"
}
