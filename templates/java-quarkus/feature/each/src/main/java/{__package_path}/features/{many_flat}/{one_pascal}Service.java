<% import "parts/java.jinja" as java with context %>
<% set Model = feature.one.pascal %>
package <[ java.package ]>.features.<[ feature.many.flat ]>;

import jakarta.inject.Singleton;

<% set Base = "RestorableService" if feature.soft else "ResourceService" %>
import <[ java.package ]>.<[ Base ]>;

/** What can be done with <[ feature.many.human ]>; rules of their own go here. */
@Singleton
class <[ Model ]>Service extends <[ Base ]><<[ Model ]>, <[ Model ]>Body, <[ Model ]>Response> {
    <[ Model ]>Service(<[ Model ]>Repository repository, Shared shared) {
        super(repository, shared, <[ Model ]>.class, <[ Model ]>Response.class, "<[ feature.one.human ]>");
    }

    @Override
    protected <[ Model ]> empty() {
        return new <[ Model ]>();
    }

    @Override
    protected <[ Model ]>Body body(<[ Model ]> row) {
        return <[ Model ]>Body.of(row);
    }

    @Override
    protected <[ Model ]>Response answer(<[ Model ]> row) {
        return <[ Model ]>Response.of(row);
    }
}
