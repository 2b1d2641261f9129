variable "name" {
  description = "Name of the repository."
  type        = string
}

variable "force_delete" {
  description = "Whether the repository may be destroyed with images in it."
  type        = bool
}
