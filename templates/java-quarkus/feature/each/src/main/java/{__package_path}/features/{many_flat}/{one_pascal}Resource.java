<% import "parts/java.jinja" as java with context %>
<% set Model = feature.one.pascal %>
package <[ java.package ]>.features.<[ feature.many.flat ]>;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

import <[ java.package ]>.Listing;
import <[ java.package ]>.Preconditions;

/** <[ feature.many.title ]> over HTTP. */
@Path(<[ Model ]>Resource.PATH)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "<[ feature.many.kebab ]>")
public class <[ Model ]>Resource {
    static final String PATH = "/api/<[ feature.many.kebab ]>";

    private final <[ Model ]>Service service;
    private final Preconditions preconditions;

    <[ Model ]>Resource(<[ Model ]>Service service, Preconditions preconditions) {
        this.service = service;
        this.preconditions = preconditions;
    }

    @POST
    @Operation(operationId = "create_<[ feature.one.snake ]>")
    @APIResponseSchema(value = <[ Model ]>Response.class, responseCode = "201", responseDescription = "Created")
    public RestResponse<<[ Model ]>Response> create(@NotNull @Valid <[ Model ]>Body body) {
        var made = service.make(body);
        return preconditions.created(PATH + "/" + made.id(), made);
    }

    @GET
    @Operation(operationId = "list_<[ feature.many.snake ]>")
    public Listing<<[ Model ]>Response> list(UriInfo address) {
        return service.list(address.getQueryParameters());
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "get_<[ feature.one.snake ]>")
    public RestResponse<<[ Model ]>Response> get(@RestPath long id) {
        return preconditions.tagged(service.get(id));
    }

    @PATCH
    @Path("/{id}")
    @Operation(operationId = "update_<[ feature.one.snake ]>")
    public RestResponse<<[ Model ]>Response> update(
            @RestPath long id,
            @RestHeader(HttpHeaders.IF_MATCH) String ifMatch,
            @RequestBody(content = @Content(schema = @Schema(implementation = <[ Model ]>Body.class))) @NotNull JsonNode sent) {
        return preconditions.tagged(service.change(id, sent, ifMatch));
    }

    @DELETE
    @Path("/{id}")
    @ResponseStatus(204)
    @Operation(operationId = "delete_<[ feature.one.snake ]>")
    public void delete(@RestPath long id, @RestHeader(HttpHeaders.IF_MATCH) String ifMatch) {
        service.remove(id, ifMatch);
    }
<% if feature.soft %>

    @POST
    @Path("/{id}/restore")
    @Consumes(MediaType.WILDCARD)
    @Operation(operationId = "restore_<[ feature.one.snake ]>")
    @APIResponseSchema(<[ Model ]>Response.class)
    public RestResponse<<[ Model ]>Response> restore(@RestPath long id) {
        return preconditions.tagged(service.restore(id));
    }
<% endif %>
}
