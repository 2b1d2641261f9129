variable "name" {
  description = "Name that begins the registry's name."
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

variable "resource_group_id" {
  description = "Resource group, by which the registry's name becomes unique."
  type        = string
}
