import Operator

await Rapport.start()
