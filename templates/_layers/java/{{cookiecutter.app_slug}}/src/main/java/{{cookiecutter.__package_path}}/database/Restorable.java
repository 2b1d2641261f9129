package {{ cookiecutter.__java_package }}.database;

import jakarta.persistence.Column;
import jakarta.persistence.MappedSuperclass;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
{%- if cookiecutter.__stored_package != cookiecutter.__java_package + ".database" %}

import {{ cookiecutter.__stored_package }}.Stored;
{%- endif %}

/** What every row has that is hidden when it is deleted, until it is restored. */
@MappedSuperclass
public abstract class Restorable extends Stored {

    @Column(name = "deleted_at")
    private Instant deletedAt;

    /** True, or null in a deleted row: as a part of a unique constraint it sets that row apart, as no null equals another. */
    private Boolean living = true;

    public boolean isDeleted() {
        return deletedAt != null;
    }

    public void delete() {
        deletedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
        living = null;
    }

    public void restore() {
        deletedAt = null;
        living = true;
    }
}
