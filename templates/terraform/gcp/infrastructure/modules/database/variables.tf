<% if app.database %>
variable "name" {
  description = "Name of the database instance."
  type        = string
}

variable "database_name" {
  description = "Name of the database in it."
  type        = string
}

variable "region" {
  description = "Region of the instance."
  type        = string
}

variable "network_id" {
  description = "The network, connected to the services of Google."
  type        = string
}

variable "tier" {
  description = "Machine type."
  type        = string
}

variable "protected" {
  description = "Whether the instance cannot be deleted, and stands by in a second zone."
  type        = bool
}
<% endif %>
