package chat

import "testing"

func TestWhoRingsIsFoundByName(t *testing.T) {
	known := []Author{
		{Role: RoleWorker, ID: CoordinatorID("anja"), Name: "Anja Bakker"},
		{Role: RoleWorker, ID: CoordinatorID("joke"), Name: "Joke Vos"},
		{Role: RoleWorker, ID: CoordinatorID("jokeb"), Name: "Joke Bos"},
	}
	for written, want := range map[string]string{
		"anja": "coordinator:anja", "Anja": "coordinator:anja", "anja  BAKKER ": "coordinator:anja",
		"joke": "coordinator:joke", "Joke Bos": "coordinator:jokeb", "JOKEB": "coordinator:jokeb",
	} {
		if who, ok := CallerOf(written, known); !ok || who.ID != want {
			t.Errorf("%q is %+v", written, who)
		}
	}
	// Two have that first name, and none is called so: nobody is guessed.
	joke, _ := CallerOf("Joke", known)
	anja, _ := CallerOf("Anja de Wit", known)
	other, _ := CallerOf("anja DE wit", nil)
	if CoordinatorOf(joke.ID) != "" || CoordinatorOf(anja.ID) != "" || anja.Name != "Anja de Wit" || other.ID != anja.ID || joke.ID == anja.ID {
		t.Errorf("%+v, %+v, %+v", joke, anja, other)
	}
	if who, ok := CallerOf("  ", known); ok {
		t.Errorf("no name is %+v", who)
	}
}
