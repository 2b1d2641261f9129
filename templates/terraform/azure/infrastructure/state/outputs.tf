output "storage_account" {
  description = "Storage account for the state of the infrastructure."
  value       = azurerm_storage_account.state.name
}
