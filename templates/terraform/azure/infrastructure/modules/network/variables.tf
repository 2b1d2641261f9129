variable "name" {
  description = "Name of the network."
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

variable "cidr" {
  description = "Address range of the network."
  type        = string
}
