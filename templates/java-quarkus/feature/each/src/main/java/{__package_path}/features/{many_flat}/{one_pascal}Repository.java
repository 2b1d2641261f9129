<% import "parts/java.jinja" as java with context %>
package <[ java.package ]>.features.<[ feature.many.flat ]>;

import io.quarkus.hibernate.orm.panache.PanacheRepository;
import jakarta.enterprise.context.ApplicationScoped;

/** <[ feature.many.title ]> in the database. */
@ApplicationScoped
class <[ feature.one.pascal ]>Repository implements PanacheRepository<<[ feature.one.pascal ]>> {}
