public import Wire

/// What the forms service answers: topics and forms, what people send in, who they are and what
/// they agreed to.
///
/// The methods of each noun stand in an extension file of their own.
public enum FormsAPI {
  public static let all: [any Method.Type] = [
    PutTopic.self, GetTopic.self, ListTopics.self, DeleteTopic.self,
    PutForm.self, GetForm.self, ListForms.self, DeleteForm.self, Submit.self, Confirm.self,
    GetContact.self, ListContacts.self, PutContact.self, ContactTimeline.self,
    RecordConsent.self, ListConsents.self, VerifyConsents.self,
    GetSubscriptions.self, SetSubscriptions.self,
  ]
}
