public import Wire

/// What the campaigns service answers: reasons to write to people, the journeys they go on, and what
/// came of it.
public enum CampaignsAPI {
  public static let all: [any Method.Type] = campaigns + steering + journeys + enrolments
}
