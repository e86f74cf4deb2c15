import Engine
import Models
import Store
import Wire

/// The click of a double opt-in: it proves the address, and turns what waited into consents.
///
/// A second click, also one that follows a mail scanner's, gives the first one's answer. Each
/// submission has its own link, so a contact who is confirmed can confirm further topics, and any of
/// two mails works.
struct Confirmation {
  let secret: Secret

  var answers: [Answers] { [.command(FormsAPI.Confirm.self, confirm)] }

  func confirm(
    _ params: FormsAPI.Confirm.Params, _ context: Context
  ) throws -> FormsAPI.Confirm.Result {
    let violations = TextRules.context(params.context)
    guard violations.isEmpty else { throw ServiceError.invalid(violations) }
    let claim = try secret.open(
      params.token, purpose: LinkPurpose.confirm.rawValue, now: context.now)
    guard let id = try? SubmissionID(wire: claim.subject),
      let submission = try Submission.find(id, context.tx), let contact = submission.contact,
      let form = try Forms.find(submission.form, version: submission.formVersion, context.tx)
    else { throw ServiceError.rejected("This link is not valid.") }
    let click = Click(
      submission: submission, contact: contact,
      filled: FilledForm(form: form, values: submission.values),
      proof: ConsentProof(params.context, on: form.key))
    switch submission.state {
    case .pending where (submission.expiresAt ?? context.now) > context.now:
      return try first(click, context)
    case .confirmed: return try again(click, context)
    case .pending, .expired: throw ServiceError.rejected("This link has expired; sign up again.")
    case .accepted: throw ServiceError.rejected("There is nothing to confirm.")
    }
  }

  private struct Click {
    let submission: Submission
    let contact: ContactID
    let filled: FilledForm
    let proof: ConsentProof
  }

  private func first(_ click: Click, _ context: Context) throws -> FormsAPI.Confirm.Result {
    let submission = click.submission
    let topics = try submission.awaited(context.tx)
    try refuseWithdrawn(topics, of: submission)
    try learn(click, context)
    try submission.confirm(at: context.now, context.tx)
    try context.cancel(Submissions.expiry, for: submission.id.wire)
    for topic in topics {
      _ = try Consents.grant(
        Consents.Grant(
          contact: click.contact, topic: topic, wording: click.filled.wording(of: topic),
          at: context.now, origin: .form, proof: click.proof,
          form: (submission.form, submission.formVersion, submission.id)),
        context)
    }
    // After the grants: who starts a journey now finds the subscription.
    try context.tell(
      FormsEvents.ContactConfirmed(
        contact: click.contact, submission: submission.id, form: submission.form, topics: topics),
      subject: click.contact.wire, contact: click.contact)
    return result(click, topics, at: context.now, context)
  }

  private func again(_ click: Click, _ context: Context) throws -> FormsAPI.Confirm.Result {
    let topics = try Subscriptions.subscribed(
      click.contact, to: click.submission.topics, context.tx)
    try refuseWithdrawn(topics, of: click.submission)
    return result(click, topics, at: click.submission.confirmedAt ?? context.now, context)
  }

  /// A click must not undo what the person said after they signed up.
  private func refuseWithdrawn(_ topics: [Slug], of submission: Submission) throws {
    guard topics.isEmpty, !submission.topics.isEmpty else { return }
    throw ServiceError.rejected("This was withdrawn since; sign up again.")
  }

  /// The click proves the address, so what was filled in beside it counts as theirs. An identity
  /// that belongs to somebody else stays there.
  private func learn(_ click: Click, _ context: Context) throws {
    guard let contact = try People.find(click.contact, context.tx) else { return }
    var facts = click.filled.facts(language: click.submission.language)
    facts.identities = try Identities.unowned(facts.identities, context.tx)
    _ = try People.learn(facts, about: contact, overwriting: true, confirmed: true, context)
  }

  private func result(
    _ click: Click, _ topics: [Slug], at moment: Timestamp, _ context: Context
  ) -> FormsAPI.Confirm.Result {
    FormsAPI.Confirm.Result(
      contact: context.caller.isTrusted ? click.contact : nil, topics: topics,
      confirmedAt: moment, form: click.submission.form, thankYou: click.filled.form.thankYou)
  }
}
