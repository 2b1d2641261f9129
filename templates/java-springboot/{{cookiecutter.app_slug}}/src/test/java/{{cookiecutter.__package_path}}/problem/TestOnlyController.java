package {{ cookiecutter.__java_package }}.problem;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.JsonNode;

import {{ cookiecutter.__java_package }}.web.Changes;

/** Everything that a handler can do wrong; part of the tests only. */
@RestController
@RequestMapping("/test-only")
class TestOnlyController {

    record Note(
            @NotBlank @Size(max = 10) String title, @NotNull List<@Max(9) Integer> lines) {}

    static final class Memo {

        @NotBlank
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

    TestOnlyController(Changes changes) {
        this.changes = changes;
    }

    @PostMapping("/memos")
    Memo keep(@Valid @RequestBody Memo memo) {
        return memo;
    }

    @PostMapping("/notes")
    Note create(@Valid @RequestBody Note note) {
        return note;
    }

    @PatchMapping("/notes")
    Memo change(@RequestBody JsonNode sent) {
        Memo memo = new Memo();
        memo.title = "milk";
        memo.pageCount = 1;
        return changes.apply(memo, sent);
    }

    @GetMapping("/notes/{id}")
    int one(@PathVariable("id") int id, @RequestParam("size") @Min(1) int size) {
        return id + size;
    }

    @GetMapping("/gone")
    void gone() {
        throw new ResponseStatusException(HttpStatus.GONE, "It is no more.");
    }

    @GetMapping("/conflict")
    void conflict() {
        throw new DataIntegrityViolationException("secret");
    }

    @GetMapping("/database")
    void database() {
        throw new CannotCreateTransactionException("secret");
    }

    @GetMapping("/boom")
    void boom() {
        throw new IllegalStateException("secret");
    }
}
