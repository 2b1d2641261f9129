output "network_id" {
  description = "The network."
  value       = google_compute_network.this.id
<% if app.database %>

  depends_on = [google_service_networking_connection.services]
<% endif %>
}

output "subnet_id" {
  description = "The subnet of the service."
  value       = google_compute_subnetwork.this.id
}
