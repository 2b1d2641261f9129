import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { MatCard, MatCardContent } from "@angular/material/card";
import { RouterLink } from "@angular/router";

import { APP_NAME } from "../../app-name";
import { APP_FEATURES } from "../../features/feature";
import { Page } from "../shell/page";

@Component({
  selector: "app-home-page",
  imports: [MatCard, MatCardContent, Page, RouterLink],
  template: `
    <app-page [heading]="appName">
      @if (entries.length > 0) {
        <ul class="tiles">
          @for (entry of entries; track entry.path) {
            <li>
              <mat-card appearance="outlined">
                <mat-card-content>
                  <a [routerLink]="['/', entry.path]">{{ entry.label }}</a>
                </mat-card-content>
              </mat-card>
            </li>
          }
        </ul>
      } @else {
        <p>
          The application runs. Its first feature goes into a folder of
          <code>src/features</code>.
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
