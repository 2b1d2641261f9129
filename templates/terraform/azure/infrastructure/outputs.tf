output "url" {
  description = "Where the application answers."
  value       = module.service.url
}

output "repository_url" {
  description = "Where its container images are pushed."
  value       = "${module.registry.login_server}/${var.name}"
}

output "resource_group" {
  description = "Resource group of everything."
  value       = azurerm_resource_group.this.name
}
