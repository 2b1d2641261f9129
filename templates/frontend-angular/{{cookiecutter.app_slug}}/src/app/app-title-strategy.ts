import { inject, Injectable } from "@angular/core";
import { Title } from "@angular/platform-browser";
import { TitleStrategy, type RouterStateSnapshot } from "@angular/router";

import { APP_NAME } from "../app-name";

/** The document's title: that of the route, and the name of the application. */
@Injectable()
export class AppTitleStrategy extends TitleStrategy {
  readonly #title = inject(Title);

  override updateTitle(snapshot: RouterStateSnapshot): void {
    const title = this.buildTitle(snapshot);
    this.#title.setTitle(title ? `${title} · ${APP_NAME}` : APP_NAME);
  }
}
