package {{ cookiecutter.__java_package }};

import jakarta.persistence.Column;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.PrePersist;
import jakarta.persistence.PreUpdate;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What every row has that a feature stores: an id, and when it was made and changed. */
@MappedSuperclass
public abstract class Stored {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "updated_at")
    public Instant updatedAt;

    /** A writer that did not lock the row notices by it that another one was faster. */
    @Version
    @Column(name = "row_version")
    public int rowVersion;

    @PrePersist
    void made() {
        createdAt = now();
        updatedAt = createdAt;
    }

    @PreUpdate
    void changed() {
        updatedAt = now();
    }

    /** As precisely as databases keep it. */
    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
