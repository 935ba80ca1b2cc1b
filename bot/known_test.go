package main

// A failure is what went wrong in other programs that bring a chat to Slack.
type failure struct {
	refs  string   // where it was reported: programs with their issues and pull requests
	what  string   // what went wrong
	tests []string // what makes it happen here: folder and test, or folder, test and subtest
}

// known are all failures that we know of, each with the tests that make it happen to
// Omzien, and in which what the person and the worker wrote outlives it.
var known = []failure{
	// Words reach somebody they are not for.
	{"chatwoot #306, #837 / PR #838", "notes went to the person", []string{
		"bot/switchboard TestLaw7_OnlyTheClaimantsWordsLeaveTheThread", "bot/handoff TestLaw7_AfterAColleaguesNoteTheClaimantIsAsked", "bot TestStoryOverTelegramAndSlack"}},
	{"chatwoot #5100", "a note in another spelling was none", []string{"bot/handoff TestLaw7_ATextThatIsCalledANoteIsAskedAbout"}},
	{"chatwoot PR #15605", "a mark before notes was forgotten too often", []string{
		"bot/handoff TestLaw7_ATextThatIsCalledANoteIsAskedAbout", "bot/switchboard TestLaw7_TypedBeforeAnybodyPickedItUp"}},
	{"papercups #560 / PR #562", "colleagues could not talk in the thread", []string{"bot TestStoryOverTelegramAndSlack", "bot/switchboard TestLaw7_OnlyTheClaimantsWordsLeaveTheThread"}},
	{"chatwoot PR #7702", "words without a thread stood in the channel", []string{"adapters/slack TestWords_WithoutAThreadAreNeverPosted"}},
	{"langchain-ai/open-swe PR #2753", "words below a deleted root stood in the channel", []string{
		"adapters/slack TestMisplaced_IsTakenAwayAtOnce", "adapters/slack TestR4_ALostMisplacedWordIsTakenAway", "bot TestKnown/papercups_977"}},
	{"dam-agents/dam PR #2956", "answers of many landed in each other's threads", []string{"bot TestKnown/dam_2956"}},
	{"use-agent-os/agent-os #1543", "the same, by what one object remembered", []string{"bot TestKnown/agent-os_1543", "bot/switchboard TestLaw7_AThreadOfNoTalk"}},
	{"openclaw #75969, #136566", "a reply was taken for a thread's root", []string{"adapters/slack TestLaw7_AThreadIsKnownByItsRoot", "bot/switchboard TestLaw7_AThreadOfNoTalk"}},
	{"discourse-chat-integration PR #159", "the same, where it is stored", []string{"adapters/slack TestLaw7_AThreadIsKnownByItsRoot"}},
	{"luisgf/infrabroker #239; getsentry/sentry PR #48048; Smana/runlore PR #196", "what people typed called everybody, and led elsewhere", []string{
		"adapters/slack TestS7_WhateverTheyWriteStaysLetters", "adapters/slack TestS7_AReaderSeesLettersOnly", "adapters/slack TestS7_ANotificationHoldsNamesOnly", "bot TestOddThingsOverTelegramAndSlack"}},

	// Words are lost.
	{"chatwoot #4397", "what workers typed never came", []string{"bot TestR14_WhatWorkersTypedWhileNothingWasBrought", "bot TestStoryOverTelegramAndSlack"}},
	{"chatwoot #4639, #7646; papercups #589 / PR #931", "files were lost, both ways", []string{
		"bot TestS11FilesGoBothWays", "adapters/slack TestS11AFileStandsInItsThread", "bot TestOddThingsOverTelegramAndSlack"}},
	{"chatwoot #3427; papercups PR #582", "a file without words was seen by nobody", []string{"adapters/slack TestWordsOfAWorkerComeIn", "bot TestS11FilesGoBothWays", "bot TestOddThingsOverTelegramAndSlack"}},
	{"chatwoot PR #8670, PR #13520, PR #1323", "the channel was closed and nobody told", []string{
		"bot TestKnown/chatwoot_8670", "adapters/slack TestE12_WhereSlackDoesNotLetUsInIsTrouble", "adapters/slack TestE12_EachClosedChannelIsTrouble", "bot/switchboard TestLaw3_R15_ARouteThatIsClosed",
		"bot/switchboard TestLaw3_WhatWaitsForAClosedChannelIsSaidWhereTheTeamIsNow"}},
	{"papercups PR #190; matterbridge #75, #326, #510", "the app was not in the channel and nobody told", []string{
		"bot TestKnown/papercups_190", "adapters/slack TestE12_WhereSlackDoesNotLetUsInIsTrouble", "bot TestLaw17_DoctorFindsWhatIsWrongOutside"}},
	{"papercups #61 / PR #365", "another channel in the settings broke talks that ran", []string{"bot TestKnown/papercups_61", "adapters/slack TestLaw7_TheChannelWhereADeskWasBefore"}},
	{"papercups #977", "the thread's root was deleted", []string{"bot TestKnown/papercups_977", "bot/switchboard TestLaw3_AThreadThatIsGoneBeginsAnew", "adapters/slack TestE9_ACardThatIsGoneIsFound"}},
	{"agno-agi/agno PR #10073; bolt-python #731; vercel/chat #666 / PR #667", "what is marked as brought again was dropped, though the first one failed", []string{
		"adapters/slack TestLaw1_NothingIsAcknowledgedBeforeItIsStored", "adapters/slack TestSocket_NoticeAndCutsLoseNothing", "bot/switchboard TestLaw1_SameEventManyTimesHasOneEffect"}},
	{"java-slack-sdk #810", "after three tries the words were gone", []string{"adapters/slack TestLaw1_WhatCouldNotBeStoredIsReadAgain", "adapters/slack TestR14_OneLostEventIsFound"}},
	{"iterate/iterate PR #1521; NousResearch/hermes-agent PR #38869; matrix-appservice-slack PR #261", "refusing what is foreign or unknown switched all events off", []string{
		"adapters/slack TestS2_NothingIsTakenFromAnotherWorkspaceOrAnotherApp", "adapters/slack TestWhatIsNobodysIsPassedOver"}},
	{"ekmartin/slack-irc #267", "replies that stand in the channel too were left out", []string{"adapters/slack TestWordsOfAWorkerComeIn", "adapters/slack TestLaw7_AThreadIsKnownByItsRoot"}},
	{"matrix-appservice-slack #683, PR #220", "the token was taken back and nobody noticed", []string{
		"bot TestE3_SlackRefusesUsAndPeopleHearIt", "adapters/slack TestE12_WhatBefallsUsIsTrouble", "bot TestStartsWithATokenThatWasTakenBack"}},
	{"openclaw #14258", "a page to sign in was taken for the picture", []string{"bot TestKnown/openclaw_14258", "adapters/slack TestS10APageToSignInIsNoFile"}},
	{"vercel/eve PR #1531; bolt-js #2585; slack-go #1284", "files that were uploaded stood nowhere, or in the wrong place", []string{
		"adapters/slack TestS11AFileInDoubtIsFoundByItsName", "adapters/slack TestS11NothingIsInDoubtBeforeItIsShown", "adapters/slack TestS11AFileWhoseThreadIsGoneIsShownNowhere"}},
	{"rusq/slackdump #190", "a plan hides what is older", []string{"bot TestKnown/papercups_977", "adapters/slack TestE9_ACardThatIsGoneIsFound"}},

	// Words come twice, come back, or in another order.
	{"chatwoot PR #9187", "what was brought twice was sent twice", []string{"adapters/slack TestR3_TheSameWordsUnderAnotherEventIDKeepTheirID", "bot/switchboard TestLaw1_SameEventManyTimesHasOneEffect"}},
	{"node-slack-sdk #2141", "the same words came under many ids", []string{"adapters/slack TestR3_TheSameWordsUnderAnotherEventIDKeepTheirID"}},
	{"bolt-js #2487; bolt-python #845", "what was acknowledged late came again", []string{"adapters/slack TestR3_AnEnvelopeThatComesAgainWhileItIsInHand"}},
	{"vm0-ai/vm0 #8773; sandbox-quantum/switch PR #477", "two tries of one event both ran", []string{"bot/switchboard TestLaw1_SameEventAtOnceOnThreeInstances"}},
	{"hangoutsbot #858, #859; RocketChat/Rocket.Chat PR #4605; papercups PR #530", "programs answered themselves and each other", []string{
		"adapters/slack TestWhatIsNobodysIsPassedOver", "bot/handoff TestS12_AnEchoReachesThePeopleAndNobodyElse"}},
	{"bolt-python #668; ocf/slackbridge #11; hangoutsbot #587; measure-sh/measure PR #3992", "words came in another order than they were written", []string{
		"bot/handoff TestLaw2_WhatWaitsLeavesInTheOrderInWhichItWasWritten", "bot/handoff TestR14_WordsThatAreFoundLateSaySo",
		"adapters/slack TestLaw2_AThreadStaysInOrder", "adapters/slack TestLaw2_NothingPassesBesideTheQueue"}},
	{"spoj/tg-bot2 #54", "what was sent and not written down was sent again", []string{"bot/switchboard TestR10_OutcomesOutliveTheDatabase", "bot/switchboard TestR1_KillAtEveryPoint", "bot TestR1_R4_R5_KilledBetweenTelegramAndSlack"}},
	{"matterbridge #1959, #600, #605", "deleting a root said all its replies again", []string{"bot TestKnown/matterbridge_1959", "adapters/slack TestWhatIsNobodysIsPassedOver"}},
	{"matterbridge #588, #296, #342", "an edit of forgotten words was a new message", []string{
		"bot/switchboard TestLaw7_AnEditOfWordsThatNeverCame", "bot/switchboard TestRow14_ChangesOfWordsThatAreOut", "adapters/slack TestR14_ChangesAndDeletionsAreFound"}},
	{"fazer-ai/agents #158", "the goodbye was said twice", []string{"bot/switchboard TestLaw1_AFormThatIsSentInManyTimesAtOnce"}},

	// The bot and a worker at once.
	{"chatwoot PR #13673, #14870; rasa-agent-bot-demo #12; fazer-ai/agents #433", "the bot talked on", []string{
		"bot/switchboard TestLaw9_TheBotIsSilentOnceAWorkerHasIt", "bot/switchboard TestLaw9_TheFenceIsLookedAtAgainBeforeTheCall", "bot/switchboard TestLaw9_TimersAreSilentInATalkAtAPushedDesk"}},
	{"chatwoot #5077, #7587, #10685 / PR #12334", "nobody knew that somebody waits, and the night's were forgotten", []string{
		"bot/switchboard TestLaw3_WhoComesInTheNightIsThereInTheMorning", "bot/switchboard TestLaw11_AMorningComesOnce", "bot/handoff TestNewsComesTwiceAndOnlyWhileTheTeamIsOpen"}},
	{"chatwoot PR #13885", "a talk was handed over and not said to be", []string{"bot/switchboard TestLaw3_AHandoffIsWhole", "bot/switchboard TestR1_KillAtEveryPoint"}},
	{"chatwoot #5668; fazer-ai/agents #457", "given back, the bot stayed silent", []string{"bot/handoff TestLaw9_HandingBackResumesAtTheStep", "bot TestStoryOverTelegramAndSlack"}},
	{"Aselo PR #340, #1632, #2289", "passed on, a talk began anew or could not be opened", []string{"bot/switchboard TestLaw9_AfterATransferAllIsThereAndNobodyIsWelcomedAgain", "bot/handoff TestOverdrachtToATeam"}},
	{"Rocket.Chat PR #37776; abhinavxd/libredesk PR #385; fazer-ai/chatwoot PR #359", "two had one talk", []string{"bot/switchboard TestLaw8_OfTwoPressesOneWins", "bot/switchboard TestLaw8_OneOfTwoWorkersWins", "bot/switchboard TestLaw8_NextGivesEachTheirOwn"}},

	// Limits, lengths and presses.
	{"matterbridge #1081", "one character too many, and nothing stood there", []string{"adapters/slack TestLengths_NothingThatFitGivesIsTooLong", "adapters/slack TestTogether_WhatFitsIsNotTooLong"}},
	{"bolt-js #2509", "all blocks together were too long", []string{"adapters/slack TestLengths_NothingThatFitGivesIsTooLong", "adapters/slack TestLaw4_AllThatWasToldStandsAtTheDesk"}},
	{"seratch/ChatGPT-in-Slack #102; slack-go/slack #972; java-slack-sdk #704", "long texts were cut, or refused as an edit", []string{
		"adapters/slack TestLaw18_AHundredThousandCharactersArrive", "adapters/slack TestTogether_AnEditDrawsAll", "bot TestOddThingsOverTelegramAndSlack"}},
	{"atlantis #1420; replbot #2; slack_elixir #1", "too many calls", []string{"bot TestR20_SixtyTalksInOneChannel", "bot/switchboard TestR20_NotYetIsLater", "adapters/slack TestR20_APauseIsKept", "adapters/slack TestR20_TheAllowanceIsKept"}},
	{"bolt-python #434, #886, #772; bolt-js #1662; node-slack-sdk #1131", "the database came before the form, and the form did not open", []string{
		"adapters/slack TestForms_OpensBeforeTheDatabaseAnswers", "adapters/slack TestForms_ATriggerThatIsOverIsTold"}},
	{"bolt-js #822, #1104; getsentry/sentry #69252; mozilla/bugbug #6732", "two presses did it twice", []string{
		"bot/switchboard TestLaw7_TypedBeforeAnybodyPickedItUp", "bot/switchboard TestLaw19_AUsedButtonAnswersNothingLater", "bot/switchboard TestLaw1_TheSameNextIsOne"}},
	{"NousResearch/hermes-agent PR #100408", "the first press after a restart was swallowed, and a stranger's too", []string{"bot TestKnown/hermes-agent_100408", "adapters/slack TestS5_OnlyMembersOfTheChannelAreWorkers"}},
	{"hermes-agent PR #6735, PR #81748", "anybody could press, and the button showed what it opens", []string{
		"adapters/slack TestS5_OnlyMembersOfTheChannelAreWorkers", "bot/switchboard TestLaw19_S4_S19_TokensAtADeskAreBound", "adapters/slack TestLaw15_OnlyTokensInValues"}},
	{"denoland/clawpatrol #595", "buttons stayed when it was decided elsewhere", []string{"bot/switchboard TestLaw8_NoButtonOutlivesWhatItIsAbout", "bot/handoff TestPushedDeskSeesOneCardThatMovesOn"}},
	{"Rocket.Chat PR #5429", "nobody can edit what somebody else wrote there", []string{"bot/handoff TestGoal13_APersonsEditShowsWithTheOldTextBehindAButton", "bot/switchboard TestGoal13_APersonsEditKeepsTheOldText"}},

	// Socket Mode.
	{"slack-go/slack #1093, #1125, #1566", "sockets that pinged nobody, and panicked at their end", []string{
		"adapters/slack TestSocket_HalfOpenIsNoticed", "adapters/slack TestR14_PingsKeepASocketAndNoticeEndsIt", "adapters/slack TestRun_LeavesNothingBehind"}},
	{"bolt-js #1061, #1906; python-slack-sdk #1701", "nothing came after a new socket", []string{"adapters/slack TestSocket_NoticeAndCutsLoseNothing", "adapters/slack TestR14_RunSearchesAfterEachHole"}},
	{"openabdev/openab #1050, #1101 / PR #1120; slack_elixir PR #13; hermes-agent PR #52923; openclaw #27232", "a socket looked open, and was deaf for days", []string{
		"adapters/slack TestSocket_HalfOpenIsNoticed", "adapters/slack TestLaw3_SocketsThatDoNotLastAreTrouble", "adapters/slack TestR14_SeventeenHoursAreFoundInTwoMinutes"}},
	{"sympozium-ai/sympozium #17", "pings did not keep it open", []string{"adapters/slack TestR14_PingsKeepASocketAndNoticeEndsIt"}},
	{"bolt-js #2496", "pongs came too late", []string{"adapters/slack TestR14_PingsKeepASocketAndNoticeEndsIt", "adapters/slack TestSocket_PingsKeepItAlive"}},
	{"node-slack-sdk #1654; java-slack-sdk #1223; openclaw #128809", "old sockets stayed, until there were too many", []string{
		"adapters/slack TestR14_PingsKeepASocketAndNoticeEndsIt", "adapters/slack TestLaw3_SocketsThatDoNotLastAreTrouble"}},
	{"automagik-dev/omni #1185 / PR #1197; lightdash/lightdash #3968; bolt-js #1263, #2327; java-slack-sdk #803", "another process took half of the words", []string{
		"adapters/slack TestLaw3_LossesAreTold", "adapters/slack TestR14_OneLostEventIsFound"}},
	{"node socket-mode 3.2.0 notes", "a hole at each new socket", []string{"adapters/slack TestSocket_NoticeAndCutsLoseNothing", "adapters/slack TestR14_PingsKeepASocketAndNoticeEndsIt"}},
}
