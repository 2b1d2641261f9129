<% import "parts/java.jinja" as java with context %>
<% set Model = feature.one.pascal %>
package <[ java.package ]>.features.<[ feature.many.flat ]>;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

import <[ java.package ]>.web.Listing;

/** The addresses of <[ feature.many.human ]>. */
@RestController
@RequestMapping(<[ Model ]>Controller.PATH)
@Tag(name = "<[ feature.many.kebab ]>")
class <[ Model ]>Controller {

    static final String PATH = "/<[ feature.many.kebab ]>";

    private final <[ Model ]>Service service;

    <[ Model ]>Controller(<[ Model ]>Service service) {
        this.service = service;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<<[ Model ]>Response> create<[ Model ]>(@Valid @RequestBody <[ Model ]>Body body) {
        <[ Model ]>Response made = service.make(body);
        return ResponseEntity.created(URI.create(PATH + "/" + made.id())).body(made);
    }

    @GetMapping
    Listing<<[ Model ]>Response> list<[ feature.many.pascal ]>(
<% for f in feature.refs %>
            @RequestParam(name = "<[ f.wire.snake ]>", required = false) Long <[ f.wire.camel ]>,
<% endfor %>
            @RequestParam(name = "limit", defaultValue = "20") @Min(1) @Max(100) int limit,
            @RequestParam(name = "offset", defaultValue = "0") @Min(0) int offset) {
        return service.list(<% for f in feature.refs %><[ f.wire.camel ]>, <% endfor %>limit, offset);
    }

    @GetMapping("/{id}")
    <[ Model ]>Response get<[ Model ]>(@PathVariable("id") long id) {
        return service.get(id);
    }

    @PatchMapping("/{id}")
    <[ Model ]>Response update<[ Model ]>(
            @PathVariable("id") long id,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content = @Content(schema = @Schema(implementation = <[ Model ]>Body.class)))
                    @RequestBody JsonNode sent) {
        return service.change(id, sent);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete<[ Model ]>(@PathVariable("id") long id) {
        service.remove(id);
    }
}
