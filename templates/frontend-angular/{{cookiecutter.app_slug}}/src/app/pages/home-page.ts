import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { RouterLink } from "@angular/router";

import { APP_NAME } from "../../app-name";
import { APP_FEATURES } from "../features/feature";
import { Page } from "../shell/page";

@Component({
  selector: "app-home-page",
  imports: [Page, RouterLink],
  template: `
    <app-page [heading]="appName">
      @if (entries.length > 0) {
        <ul>
          @for (entry of entries; track entry.path) {
            <li>
              <a [routerLink]="['/', entry.path]">{{ entry.label }}</a>
            </li>
          }
        </ul>
      } @else {
        <p>
          The application runs. Its first feature goes into a folder of
          <code>src/app/features</code>.
        </p>
      }
    </app-page>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class HomePage {
  protected readonly appName = APP_NAME;
  protected readonly entries = inject(APP_FEATURES).filter(({ label }) => label !== undefined);
}
