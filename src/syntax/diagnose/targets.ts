/** Rules for what can stand left of `=`, after `for`, `as` and `del`. */
import { T } from "../kinds.js";
import { type Part, Rule } from "./base.js";
import { CallRules } from "./calls.js";
import { expressionName, invalidTarget, type Targets } from "./names.js";

export abstract class TargetRules extends CallRules {
  protected abstract slices(): Part | null;

  /** Complains about the first part that can't be a target, if there is one. */
  protected failTarget(part: Part, targets: Targets): void {
    const bad = invalidTarget(part, targets);
    if (bad === null) return;
    const verb = targets === "del" ? "delete" : "assign to";
    this.failPart(bad, `cannot ${verb} ${expressionName(bad)}`);
  }

  invalidForTarget(): void {
    this.eat(T.ASYNC);
    const a = this.eat(T.FOR) ? this.starExpressions() : null;
    if (a !== null) this.failTarget(a, "for");
  }

  starTargets(): Part | null {
    const s = this.pos;
    const single = this.attempt(() => {
      const a = this.starTarget();
      return a !== null && !this.at(T.COMMA) ? a : null;
    });
    if (single !== null) return single;
    const items = this.commaList(() => this.starTarget());
    if (items === null) return null;
    this.eat(T.COMMA);
    return this.part("Tuple", s, items);
  }

  protected starTarget(): Part | null {
    return this.memo(Rule.STAR_TARGET, () => {
      const s = this.pos;
      const starred = this.attempt(() => {
        const value = this.eat(T.STAR) && !this.at(T.STAR) ? this.starTarget() : null;
        return value && this.part("Starred", s, [value]);
      });
      return starred ?? this.targetWithStarAtom();
    });
  }

  private targetWithStarAtom(): Part | null {
    return this.memo(
      Rule.TARGET_WITH_STAR_ATOM,
      () => this.attributeOrSubscript() ?? this.starAtom(),
    );
  }

  /** An attribute or subscript that no further trailer follows. */
  protected attributeOrSubscript(): Part | null {
    const s = this.pos;
    const attribute = this.attempt(() => {
      const value = this.tPrimary();
      if (value === null || !this.eat(T.DOT) || !this.eat(T.NAME)) return null;
      return this.trailerFollows() ? null : this.part("Attribute", s);
    });
    if (attribute !== null) return attribute;
    return this.attempt(() => {
      const value = this.tPrimary();
      if (value === null || !this.eat(T.LSQB) || this.slices() === null) return null;
      if (!this.eat(T.RSQB)) return null;
      return this.trailerFollows() ? null : this.part("Subscript", s);
    });
  }

  private starAtom(): Part | null {
    const s = this.pos;
    const name = this.name();
    if (name !== null) return name;
    const inner = this.attempt(() => {
      const a = this.eat(T.LPAR) ? this.targetWithStarAtom() : null;
      return a !== null && this.eat(T.RPAR) ? a : null;
    });
    if (inner !== null) return inner;
    const tuple = this.attempt(() => {
      if (!this.eat(T.LPAR)) return null;
      const items = this.starTargetsTuple() ?? [];
      return this.eat(T.RPAR) ? this.part("Tuple", s, items) : null;
    });
    if (tuple !== null) return tuple;
    return this.attempt(() => {
      if (!this.eat(T.LSQB)) return null;
      const items = this.commaList(() => this.starTarget());
      if (items !== null) this.eat(T.COMMA);
      return this.eat(T.RSQB) ? this.part("List", s, items ?? []) : null;
    });
  }

  private starTargetsTuple(): Part[] | null {
    return this.attempt(() => {
      const items = this.commaList(() => this.starTarget());
      if (items === null) return null;
      return this.eat(T.COMMA) || items.length > 1 ? items : null;
    });
  }

  protected singleTarget(): Part | null {
    const found = this.attributeOrSubscript() ?? this.name();
    if (found !== null) return found;
    return this.attempt(() => {
      const a = this.eat(T.LPAR) ? this.singleTarget() : null;
      return a !== null && this.eat(T.RPAR) ? a : null;
    });
  }

  private trailerFollows(): boolean {
    return this.atAny(T.LPAR, T.LSQB, T.DOT);
  }

  /** A primary that at least one more trailer follows. */
  private tPrimary(): Part | null {
    return this.memo(Rule.T_PRIMARY, () => {
      const s = this.pos;
      let found = this.attempt(() => {
        const a = this.atom();
        return a !== null && this.trailerFollows() ? a : null;
      });
      while (found !== null) {
        const longer: Part | null =
          this.attempt(() => {
            if (!this.eat(T.DOT) || !this.eat(T.NAME)) return null;
            return this.trailerFollows() ? this.part("Attribute", s) : null;
          }) ??
          this.attempt(() => {
            if (!this.eat(T.LSQB) || this.slices() === null || !this.eat(T.RSQB)) return null;
            return this.trailerFollows() ? this.part("Subscript", s) : null;
          }) ??
          this.attempt(() => {
            if (this.generatorExpression() === null) return null;
            return this.trailerFollows() ? this.part("Call", s) : null;
          }) ??
          this.attempt(() => {
            if (!this.eat(T.LPAR)) return null;
            this.attempt(() => this.arguments());
            if (!this.eat(T.RPAR)) return null;
            return this.trailerFollows() ? this.part("Call", s) : null;
          });
        if (longer === null) break;
        found = longer;
      }
      return found;
    });
  }

  // ---- del -------------------------------------------------------------------------------------

  protected delTargets(): Part[] | null {
    const items = this.commaList(() => this.delTarget());
    if (items !== null) this.eat(T.COMMA);
    return items;
  }

  private delTarget(): Part | null {
    return this.memo(Rule.DEL_TARGET, () => this.attributeOrSubscript() ?? this.delAtom());
  }

  private delAtom(): Part | null {
    const s = this.pos;
    const name = this.name();
    if (name !== null) return name;
    const inner = this.attempt(() => {
      const a = this.eat(T.LPAR) ? this.delTarget() : null;
      return a !== null && this.eat(T.RPAR) ? a : null;
    });
    if (inner !== null) return inner;
    const tuple = this.attempt(() => {
      if (!this.eat(T.LPAR)) return null;
      const items = this.delTargets() ?? [];
      return this.eat(T.RPAR) ? this.part("Tuple", s, items) : null;
    });
    if (tuple !== null) return tuple;
    return this.attempt(() => {
      if (!this.eat(T.LSQB)) return null;
      const items = this.delTargets() ?? [];
      return this.eat(T.RSQB) ? this.part("List", s, items) : null;
    });
  }
}
