<% import "parts/java.jinja" as java with context %>
<% set Model = feature.one.pascal %>
package <[ java.package ]>.features.<[ feature.many.flat ]>;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import <[ java.package ]>.Listing;

/** <[ feature.many.title ]> over HTTP. */
@Path(<[ Model ]>Resource.PATH)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "<[ feature.many.kebab ]>")
public class <[ Model ]>Resource {
    static final String PATH = "/<[ feature.many.kebab ]>";

    private final <[ Model ]>Service service;

    <[ Model ]>Resource(<[ Model ]>Service service) {
        this.service = service;
    }

    @POST
    @APIResponseSchema(value = <[ Model ]>Response.class, responseCode = "201", responseDescription = "Created")
    public RestResponse<<[ Model ]>Response> create<[ Model ]>(@NotNull @Valid <[ Model ]>Body body) {
        var made = service.make(body);
        return ResponseBuilder.create(RestResponse.Status.CREATED, made)
                .header(HttpHeaders.LOCATION, PATH + "/" + made.id())
                .build();
    }

    @GET
    public Listing<<[ Model ]>Response> list<[ feature.many.pascal ]>(
<% for f in feature.refs %>
            @RestQuery("<[ f.wire.snake ]>") Long <[ f.wire.camel ]>,
<% endfor %>
            @RestQuery @DefaultValue("20") @Min(1) @Max(100) int limit,
            @RestQuery @DefaultValue("0") @Min(0) int offset) {
        return service.list(<% for f in feature.refs %><[ f.wire.camel ]>, <% endfor %>limit, offset);
    }

    @GET
    @Path("/{id}")
    public <[ Model ]>Response get<[ Model ]>(@RestPath long id) {
        return service.get(id);
    }

    @PATCH
    @Path("/{id}")
    public <[ Model ]>Response update<[ Model ]>(
            @RestPath long id,
            @RequestBody(content = @Content(schema = @Schema(implementation = <[ Model ]>Body.class))) @NotNull JsonNode sent) {
        return service.change(id, sent);
    }

    @DELETE
    @Path("/{id}")
    @ResponseStatus(204)
    public void delete<[ Model ]>(@RestPath long id) {
        service.remove(id);
    }
}
