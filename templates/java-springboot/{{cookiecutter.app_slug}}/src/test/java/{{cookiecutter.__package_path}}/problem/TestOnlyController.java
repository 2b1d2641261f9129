package {{ cookiecutter.__java_package }}.problem;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Everything that a handler can do wrong; part of the tests only. */
@RestController
@RequestMapping("/test-only")
class TestOnlyController {

    record Note(
            @NotBlank @Size(max = 10) String title, @NotNull List<@Max(9) Integer> lines) {}

    @PostMapping("/notes")
    Note create(@Valid @RequestBody Note note) {
        return note;
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
