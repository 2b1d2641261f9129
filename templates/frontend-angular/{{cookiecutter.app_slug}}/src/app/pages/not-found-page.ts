import { ChangeDetectionStrategy, Component } from "@angular/core";
import { RouterLink } from "@angular/router";

import { Page } from "../shell/page";

@Component({
  selector: "app-not-found-page",
  imports: [Page, RouterLink],
  template: `
    <app-page heading="Page not found">
      <p>There is no page at this address.</p>
      <p><a routerLink="/">Go to the start page</a></p>
    </app-page>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NotFoundPage {}
