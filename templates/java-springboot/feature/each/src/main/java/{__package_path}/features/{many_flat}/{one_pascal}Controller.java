<% import "parts/java.jinja" as java with context %>
<% set Model = feature.one.pascal %>
package <[ java.package ]>.features.<[ feature.many.flat ]>;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

import <[ java.package ]>.resource.Listing;
import <[ java.package ]>.resource.Preconditions;

/** The addresses of <[ feature.many.human ]>. */
@RestController
@RequestMapping(<[ Model ]>Controller.PATH)
@Tag(name = "<[ feature.many.kebab ]>")
class <[ Model ]>Controller {

    static final String PATH = "/api/<[ feature.many.kebab ]>";

    private final <[ Model ]>Service service;
    private final Preconditions preconditions;

    <[ Model ]>Controller(<[ Model ]>Service service, Preconditions preconditions) {
        this.service = service;
        this.preconditions = preconditions;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(operationId = "create_<[ feature.one.snake ]>")
    ResponseEntity<<[ Model ]>Response> create(@Valid @RequestBody <[ Model ]>Body body) {
        <[ Model ]>Response made = service.make(body);
        return preconditions.created(PATH + "/" + made.id(), made);
    }

    @GetMapping
    @Operation(operationId = "list_<[ feature.many.snake ]>")
    Listing<<[ Model ]>Response> list(@Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
        return service.list(query);
    }

    @GetMapping("/{id}")
    @Operation(operationId = "get_<[ feature.one.snake ]>")
    ResponseEntity<<[ Model ]>Response> get(@PathVariable("id") long id) {
        return preconditions.tagged(service.get(id));
    }

    @PatchMapping("/{id}")
    @Operation(operationId = "update_<[ feature.one.snake ]>")
    ResponseEntity<<[ Model ]>Response> update(
            @PathVariable("id") long id,
            @RequestHeader(name = "If-Match", required = false) String ifMatch,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content = @Content(schema = @Schema(implementation = <[ Model ]>Body.class)))
                    @RequestBody JsonNode sent) {
        return preconditions.tagged(service.change(id, sent, ifMatch));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "delete_<[ feature.one.snake ]>")
    void delete(
            @PathVariable("id") long id, @RequestHeader(name = "If-Match", required = false) String ifMatch) {
        service.remove(id, ifMatch);
    }
<% if feature.soft %>

    @PostMapping("/{id}/restore")
    @Operation(operationId = "restore_<[ feature.one.snake ]>")
    ResponseEntity<<[ Model ]>Response> restore(@PathVariable("id") long id) {
        return preconditions.tagged(service.restore(id));
    }
<% endif %>
}
