/// The rules of assignment as a person says them, by the rule's name; a rule without a sentence is shown by its name.
enum AssignmentWords {
    static let sentences = [
        "firstAsked": "whoever took the report keeps it until it is handed over",
        "gridOfficer": "the grid's own officer",
        "adjacentOfficer": "the next grid's officer, for this grid has none who is there",
        "gridLeader": "the grid's leader, for no officer is there",
        "villageDuty": "the village's duty, for nobody of the grid is there",
        "centreDuty": "the centre's duty, for nobody of the village is there",
        "districtDuty": "the district's duty, for nobody below is there",
        "outOfHours": "the village's duty, out of working hours",
        "handedOver": "handed over when the working day opened",
        "mediator": "a dispute, for the mediators",
        "transferred": "asked to take it, and accepted",
        "tookOver": "had been told of it, and took it on",
        "oneLevelUp": "it had to begin again, one level up",
        "emergencyJoint": "an emergency, for the grid's officer and the next grid's together",
        "nobody": "nobody holds any post here: the centre's desk",
    ]
}
