<% if app.database %>
variable "name" {
  description = "Name of the database server."
  type        = string
}

variable "resource_group_name" {
  description = "Resource group."
  type        = string
}

variable "location" {
  description = "Azure region."
  type        = string
}

variable "tags" {
  description = "Tags of the resources."
  type        = map(string)
}

variable "database_name" {
  description = "Name of the database in it."
  type        = string
}

variable "network_id" {
  description = "The network."
  type        = string
}

variable "subnet_id" {
  description = "Subnet delegated to PostgreSQL."
  type        = string
}

variable "sku" {
  description = "Compute of the server."
  type        = string
}

variable "storage_mb" {
  description = "Storage in MiB."
  type        = number
}

variable "backup_days" {
  description = "Days for which backups are kept."
  type        = number
}
<% endif %>
