package {{ cookiecutter.__java_package }};

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.RedirectionException;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.net.URI;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** A resource that only the tests have: it fails in every way. */
@Path("/test-only")
public class Sample {
    private static final Logger LOG = Logger.getLogger(Sample.class);

    /** A body with rules. */
    public record Note(
            @NotNull @Size(min = 1, max = 5) String title,
            @NotNull List<@Max(9) Integer> lines) {}

    /** A body that can be changed. */
    public static final class Memo {
        @NotNull
        @Size(min = 1)
        public String title;

        @NotNull
        @Max(9)
        @JsonProperty("page_count")
        public Integer pageCount;

        public BigDecimal price;
        public Double weight;
        public Instant at;
        public LocalDate day;
        public TimeUnit unit;
    }

    private final Changes changes;

    Sample(Changes changes) {
        this.changes = changes;
    }

    @POST
    @Path("/memos")
    public Memo keep(@NotNull @Valid Memo memo) {
        return memo;
    }

    @PATCH
    @Path("/memos")
    public Memo change(@NotNull JsonNode sent) {
        var memo = new Memo();
        memo.title = "milk";
        memo.pageCount = 1;
        return changes.apply(memo, sent);
    }

    @POST
    @Path("/notes")
    @Consumes(MediaType.APPLICATION_JSON)
    public Note create(@NotNull @Valid Note note) {
        return note;
    }

    @GET
    @Path("/notes")
    public String list(@RestQuery @NotNull @Min(1) Integer size) {
        LOG.info("listing");
        return size.toString();
    }

    @GET
    @Path("/notes/{id}")
    public String read(@RestPath @Min(1) long id) {
        return Long.toString(id);
    }

    @GET
    @Path("/broken")
    public String broken() {
        throw new IllegalStateException("a secret of the server");
    }

    @GET
    @Path("/conflict")
    public String conflict() {
        throw new IllegalStateException(new SQLException("a secret (title)", "23505"));
    }

    @GET
    @Path("/teapot")
    public Response teapot() {
        throw new ProblemException(Response.Status.GONE, "The teapot is gone.");
    }

    @GET
    @Path("/own-fault")
    public @NotNull String ownFault() {
        return null;
    }

    @GET
    @Path("/busy")
    public String busy() {
        throw new ServiceUnavailableException(5L);
    }

    @GET
    @Path("/moved")
    public String moved() {
        throw new RedirectionException(Response.Status.FOUND, URI.create("/elsewhere"));
    }
}
