config {
  call_module_type = "local"
}

plugin "terraform" {
  enabled = true
  preset  = "all"
}

# Provider, backend and module blocks are kept in files named after them.
rule "terraform_standard_module_structure" {
  enabled = false
}
