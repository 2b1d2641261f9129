variable "name" {
  description = "Name that begins the names of the network's resources."
  type        = string
}

variable "cidr" {
  description = "Address range of the network."
  type        = string
}

variable "zones" {
  description = "Number of availability zones."
  type        = number
}

variable "nat_gateway_per_zone" {
  description = "Whether each zone has a NAT gateway of its own."
  type        = bool
}
