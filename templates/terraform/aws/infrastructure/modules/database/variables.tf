<% if app.database %>
variable "name" {
  description = "Name of the database instance."
  type        = string
}

variable "database_name" {
  description = "Name of the database in it."
  type        = string
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets, in two zones at least."
  type        = list(string)
}

variable "client_group_id" {
  description = "Security group of those who may connect."
  type        = string
}

variable "instance_class" {
  description = "Instance class."
  type        = string
}

variable "storage_gb" {
  description = "Storage in GiB at the beginning."
  type        = number
}

variable "multi_az" {
  description = "Whether a second instance stands by in another zone."
  type        = bool
}

variable "backup_days" {
  description = "Days for which backups are kept."
  type        = number
}

variable "protected" {
  description = "Whether the database cannot be deleted, and leaves a snapshot."
  type        = bool
}
<% endif %>
