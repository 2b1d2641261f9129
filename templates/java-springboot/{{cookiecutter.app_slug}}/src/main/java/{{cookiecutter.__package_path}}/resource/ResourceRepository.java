package {{ cookiecutter.__java_package }}.resource;

import jakarta.persistence.LockModeType;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.NoRepositoryBean;
import org.springframework.data.repository.query.Param;

import {{ cookiecutter.__java_package }}.database.Stored;

/** The rows of a resource. */
@NoRepositoryBean
public interface ResourceRepository<E extends Stored> extends JpaRepository<E, Long> {

    /** A row for this transaction alone: other writers wait, so that none undoes what another one does. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("SELECT row FROM #{{ "{#" }}entityName} row WHERE row.id = :id")
    Optional<E> findForChange(@Param("id") long id);
}
